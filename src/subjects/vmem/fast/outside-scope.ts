/**
 * A step at a place that the scope does not have: a bug in tablewalk, unless the program was read
 * from a C source.
 */
import { ModelError } from '../../../errors.ts';

export class OutsideScope extends ModelError {}
