/** The jar of TLC given by the option or the environment, checked before anything is timed. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../src/errors.ts';
import { orInputError } from '../src/files/read-lines.ts';

export const tlcJarVariable = 'TLA2TOOLS_JAR';

/**
 * The absolute path, because TLC runs in its own directory; undefined if no jar is configured. The
 * option takes precedence over the variable; an empty variable is ignored.
 *
 * @throws InputError that names the invalid setting and the reason.
 */
export function findTlcJar(
  option: string | undefined,
  variable: string | undefined,
): string | undefined {
  const jar = option ?? variable;
  if (jar === undefined || (option === undefined && jar === '')) return undefined;
  const named = `${option === undefined ? tlcJarVariable : '--tlc'} "${jar}"`;
  const content = orInputError(named, () => readFileSync(jar));
  // A jar contains its file names in plain text.
  if (content.includes('tlc2/TLC.class')) return resolve(jar);
  throw new InputError(`${named}: this file has no TLC in it; name a tla2tools.jar`);
}
