/** Static variables of a C source: the remembered tail has its own requests, any other has a number. */
import { Fault, type StaticVariable } from '../../../c/environment.ts';
import { type Integer, isInteger } from '../../../c/integers.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import * as ask from '../kernel/ask.ts';
import type { Request } from '../kernel/request.ts';
import type { KernelSteps } from './deferred-steps.ts';
import type { KernelHost } from './host.ts';

/** The variable that claims refer to: the start of the unused tail of the last block. */
export const tailNames: readonly string[] = ['unused_pmd_start', 'unused_sub_pmd_start'];

/** Its number in requests. */
export const staticTail = 0;

/** The first number for other variables of a text. */
function numberOf({ name, number }: StaticVariable): number {
  return tailNames.includes(name) ? staticTail : number + 1;
}

export function storeRequest(number: number, value: Integer): Request {
  if (number === staticTail) return ask.setTail(Number(value));
  return ask.setStatic(number, Number(value));
}

export const statics = {
  *load(host: KernelHost, variable: StaticVariable): KernelSteps {
    const number = numberOf(variable);
    const known = host.waitingStatics.get(number) ?? host.knownStatics.get(number);
    if (known !== undefined) return known;
    const value = yield* host.step(ask.loadStatic(number));
    host.knownStatics.set(number, value);
    return value;
  },

  /**
   * Other threads see it at the next step; a value that is overwritten before that is never visible.
   */
  store(host: KernelHost, variable: StaticVariable, value: Value): Value {
    if (!isInteger(value)) {
      throw new Fault(`${describeValue(value)} is stored to ${variable.name}: it has no number`);
    }
    host.storeLater(numberOf(variable), value);
    return value;
  },

  *isSet(host: KernelHost, variable: StaticVariable): KernelSteps {
    if (numberOf(variable) === staticTail && !isKnown(host, staticTail)) {
      return yield* host.step(ask.tailIsSet());
    }
    return (yield* statics.load(host, variable)) === 0 ? 0 : 1;
  },

  *is(host: KernelHost, variable: StaticVariable, value: Value): KernelSteps {
    if (value === 0) return (yield* statics.isSet(host, variable)) === 0 ? 1 : 0;
    const isAsked = numberOf(variable) === staticTail && !isKnown(host, staticTail);
    if (isAsked && isInteger(value)) return yield* host.step(ask.tailIs(Number(value)));
    return (yield* statics.load(host, variable)) === value ? 1 : 0;
  },
};

function isKnown(host: KernelHost, number: number): boolean {
  return host.waitingStatics.has(number) || host.knownStatics.has(number);
}
