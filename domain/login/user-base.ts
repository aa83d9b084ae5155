/** Somebody with an account. */
export interface LoginUser {
  readonly name: string;
  /** Where he comes from, at least one. */
  readonly addresses: readonly string[];
}

/** Everybody with an account, each name once. */
export type UserBase = readonly LoginUser[];
