/**
 * SHA-256 of the four files of the published month of the original login simulator: seed 0, 30 days from 2018-11-01.
 * The files themselves are MIT data of others and not kept here.
 */
export const publishedMonth: Readonly<Record<string, string>> = {
  "attacks.csv": "bd81fdd38c7c59dce000983dd854df2187c824a584fb1d33ccd4f160cbc3bb60",
  "log.csv": "c1f6990d10b322dd55e3815fb5e9b761ddec9c3ea399932c0190cf5ae50bdd2f",
  "user_base.txt": "26b398a8c3033bf43c91e460aeebf7cb2d9d70ccfcdd75536aa5371be4615631",
  "user_ips.json": "42548816bae3fd69e587283d404df3d53f0682763acdd072a7209a12afd8ffeb",
};
