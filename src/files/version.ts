/** The version of the package, written into every file and report. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFolder } from './package-folder.ts';

const packageFile = new URL('package.json', packageFolder);

/** Read from package.json, so that it is defined only once. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
