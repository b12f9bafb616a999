/** The options of tablewalk record, as typed. */
import type { ColourMode } from '../../cli/context.ts';

export interface RecordValues {
  readonly out?: string;
  readonly fromLog?: string;
  readonly keepLog?: string;
  readonly force?: boolean;
  readonly kernel?: string;
  readonly symbols?: string;
  readonly qemu?: string;
  readonly module?: string | false;
  readonly busybox?: string;
  readonly plan?: string;
  readonly replay?: string;
  readonly seed?: number;
  readonly operations?: number;
  readonly plugged?: number;
  readonly as?: string;
  readonly memory?: number;
  readonly base?: string;
  readonly append?: string;
  readonly silence?: number;
  readonly states?: boolean;
  readonly json?: boolean;
  readonly color?: ColourMode;
  readonly quiet?: boolean;
}
