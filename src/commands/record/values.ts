/** The options of tablewalk record, as typed. */
import type { ColourMode } from '../../cli/context.ts';
import type { RecordRequest } from '../../subject/recording.ts';

export interface RecordValues extends RecordRequest {
  readonly out?: string;
  readonly fromLog?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly color?: ColourMode;
  readonly quiet?: boolean;
}
