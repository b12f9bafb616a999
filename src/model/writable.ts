/** An object that its owner fills in, and others may only read. */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
