/** Some programs put it before the first line of a file. */
export const byteOrderMark = "\uFEFF";
