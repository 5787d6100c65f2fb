/** What a scan can reach: every managed user, all but the administrators, or the account's own files. */
export type Coverage = 'full' | 'limited' | 'own_files';

/** The Box account that gave consent. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: 'admin' | 'coadmin' | 'user';
}

/** The Box enterprise that the account belongs to. */
export interface Enterprise {
  readonly id: string;
  readonly name: string;
}
