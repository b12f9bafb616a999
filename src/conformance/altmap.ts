/** Recordings made with an altmap (traces/FORMAT.md section 8) are refused: all that must go to replay them is here. */
import { InputError } from '../errors.ts';
import { shorten, type TracePlace } from './trace-values.ts';

/** Throws if a value that only recordings with an altmap have is there. */
export function refuseAltmap(place: TracePlace, path: string, value: unknown): void {
  if (value === undefined) return;
  throw new InputError(
    `${place.file}:${place.line}: ${path} is ${shorten(value)}; altmap traces come with a later release`,
  );
}
