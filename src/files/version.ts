/** The version of the package, written into every file and report. */
import { readFileSync } from 'node:fs';
import { ModelError } from '../errors.ts';
import { packageFolder } from './package-folder.ts';

const packageFile = new URL('package.json', packageFolder);

/** Read from package.json, so that it is defined only once. */
export const version: string = versionField(JSON.parse(readFileSync(packageFile, 'utf8')));

/** Help needs it too: no schema is loaded for one field. */
function versionField(content: object): string {
  if ('version' in content && typeof content.version === 'string') return content.version;
  throw new ModelError('package.json has no version');
}
