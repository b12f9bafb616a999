/** Versions of the counterexample format: an older file is upgraded, a newer one is rejected. */

import { InputError } from '../errors.ts';
import { didYouMean } from '../input/nearest.ts';
import { isJsonObject, type JsonObject } from '../input/parse-json.ts';
import { quotedValue } from '../text/visible-text.ts';

/** Upgrades by one version. It receives unvalidated files, and must not throw. */
export type Migration = (file: JsonObject) => JsonObject;

const family = 'tablewalk/counterexample/';
const oldestVersion = 1;

/**
 * Upgrades of version 1 to 2, 2 to 3, and so on. Empty, because 1 is the only version: an optional field
 * needs no new version, only a default. To change the meaning of a field, append a function; the newest
 * version increases by itself.
 */
const migrations: readonly Migration[] = [];

export const schemaName = schemaNameOf(migrations);

function schemaNameOf(chain: readonly Migration[]): string {
  return `${family}${oldestVersion + chain.length}`;
}

/**
 * The file in the newest version. A value that is not an object, or has no schema, is returned unchanged for
 * the schema to reject. `chain` replaces the upgrades in tests. Throws `InputError`.
 */
export function upToDate(
  name: string,
  json: unknown,
  chain: readonly Migration[] = migrations,
): unknown {
  if (!isJsonObject(json) || typeof json['schema'] !== 'string') return json;
  const newest = schemaNameOf(chain);
  const version = versionOf(name, json['schema'], newest);
  const index = version - oldestVersion;
  if (index < 0) {
    throw new InputError(
      `${name}: schema is "${family}${version}", which does not exist; the oldest is ${family}${oldestVersion}`,
    );
  }
  if (index > chain.length) {
    throw new InputError(
      `${name}: schema is ${JSON.stringify(json['schema'])}, written by a newer tablewalk; this one reads up to ${newest}`,
    );
  }
  const migrated = chain.slice(index).reduce((file, migrate) => migrate(file), json);
  return { ...migrated, schema: newest };
}

function versionOf(name: string, schema: string, newest: string): number {
  const match = /^tablewalk\/counterexample\/(0|[1-9]\d{0,29})$/.exec(schema);
  if (match !== null) return Number(match[1]);
  const shown = quotedValue(schema);
  throw new InputError(
    `${name}: schema is ${shown}; it must be "${newest}"${didYouMean(schema, [newest])}`,
  );
}
