import { FiredrillError } from "../domain/error.ts";

/** What can be wrong with an alert that is well-formed. */
export const remoteAlertError = {
  withoutTime: (label: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_WITHOUT_TIME",
      `${label} raised an alert without saying which row it is about, and on the virtual clock arrival means nothing.`,
      'Give the row\'s index or its time, as in {"severity":"error","at":103}, or run on --clock real.',
    ),
  unknownRow: (label: string, index: number, lastIndex: number): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_ABOUT_NO_ROW",
      `${label} raised an alert about row ${index}, but the rows that it was shown are 0 to ${lastIndex}.`,
      "Rows are counted from 0, without the header; the log has the index in a column of its own.",
    ),
};
