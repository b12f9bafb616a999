/** Types given by words alone: those of C in any order, and names. */
import {
  charType,
  integerTypes,
  intType,
  longType,
  type Type,
  uintType,
  ulongType,
  voidType,
} from './types.ts';

const integerWords = new Set([
  'unsigned',
  'signed',
  'long',
  'short',
  'int',
  'char',
  '_Bool',
  'bool',
]);

/** `long unsigned int` is `unsigned long`. */
export function typeInWords(text: string, names: ReadonlyMap<string, Type>): Type | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '' && word !== 'const');
  if (words.join(' ') === 'void') return voidType;
  if (!words.every((word) => integerWords.has(word))) {
    return words.length === 1 ? names.get(words[0]) : undefined;
  }
  const isUnsigned = words.includes('unsigned');
  if (words.includes('char')) return isUnsigned ? charType : integerTypes.get(words.join(' '));
  if (words.includes('short')) return integerTypes.get(isUnsigned ? 'unsigned short' : 'short');
  if (words.includes('long')) return isUnsigned ? ulongType : longType;
  if (words.includes('bool') || words.includes('_Bool')) return integerTypes.get('bool');
  return isUnsigned ? uintType : intType;
}
