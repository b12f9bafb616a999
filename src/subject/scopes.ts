/** The scopes of a subject: how they are read and written. */

/** What is searched, as plain data: it can be sent to another thread and kept in a file. */
export interface ScopeData {
  /** Which version of the code is searched: a revision, or the name of the system if it has one version. */
  readonly revision: string;
}

export interface SubjectScopes {
  /** Checks unknown JSON; throws `InputError` that names field, value and what is allowed. */
  read(value: unknown, where: string): ScopeData;
  /** The form that `read` takes. */
  toJson(scope: ScopeData): object;
}
