/** The end of an operation in an oops. */

/** The kernel followed an entry that points to no table: the operation ends here, locks stay held. */
export class Oops extends Error {
  override readonly name = 'Oops';
}
