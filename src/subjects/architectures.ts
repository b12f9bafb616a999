/** The architectures that `--arch` names, each a subject that is loaded when it is requested. */
import { InputError } from '../errors.ts';
import { mustBeOneOf } from '../input/nearest.ts';
import type { SubjectKind } from '../subject/subject.ts';
import { type ArchitectureName, architectureNames } from './memmap/architecture.ts';
import type { MemmapSubject } from './memmap/subject.ts';

const loaders: Readonly<Record<ArchitectureName, () => Promise<MemmapSubject>>> = {
  async 'x86-64'() {
    const { x86Subject } = await import('./x86-64/x86-64.ts');
    return x86Subject;
  },
  async arm64() {
    const { arm64Subject } = await import('./arm64/arm64.ts');
    return arm64Subject;
  },
};

/** Throws `InputError` if there is no such architecture. */
export async function architectureSubject(name: string): Promise<MemmapSubject> {
  const known = architectureNames.find((one) => one === name);
  if (known !== undefined) return loaders[known]();
  throw new InputError(
    `--arch is ${JSON.stringify(name.slice(0, 60))}; ${mustBeOneOf(name, architectureNames, '--help')}; s390 is what commands check without --arch`,
  );
}

export const architectureKind: SubjectKind = {
  ofScope(scope) {
    const { arch } = scope as { readonly arch?: unknown };
    return typeof arch === 'string' ? architectureSubject(arch) : null;
  },
  ofRef({ name, data }) {
    const known = architectureNames.find((one) => one === name);
    return known === undefined ? null : received(known, data);
  },
};

async function received(name: ArchitectureName, data: unknown): Promise<MemmapSubject> {
  const subject = await loaders[name]();
  await subject.store.receive(data);
  return subject;
}
