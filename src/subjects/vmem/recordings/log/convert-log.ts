/** Converts a log to a recording. */
import { type ConversionOptions, type ConvertedLog, LogConverter } from './log-converter.ts';
import { readLogLines } from './log-line.ts';

/** Throws `InputError` if it is not a log, or contains something that a recording cannot represent. */
export function convertLog(chunks: Iterable<Uint8Array>, options: ConversionOptions): ConvertedLog {
  const converter = new LogConverter(options);
  readLogLines(options.file, chunks, (line, number) => converter.take(line, number));
  return converter.finish();
}
