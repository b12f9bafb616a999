/**
 * The address space in order of addresses, not to scale: sections, their memmap, and fixed addresses.
 */

import type { StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { hex } from '../../src/text/hex.ts';
import { rangeText, type Span, spanOf } from './address.ts';
import { livenessOf, type Section } from './sections.ts';

interface AddressSpaceProps {
  readonly trace: VmemTrace;
  readonly sections: readonly Section[];
  readonly state: StepState;
}

interface Place {
  readonly kind: 'identity' | 'memmap' | 'landmark';
  readonly name: string;
  readonly address: string;
  readonly order: number;
  readonly live: string;
}

export function AddressSpace({ trace: { machine }, sections, state }: AddressSpaceProps) {
  const landmark = (name: string, order: number, address = hex(order)): Place => ({
    kind: 'landmark',
    name,
    address,
    order,
    live: '',
  });
  const range = (name: string, area: 'identity' | 'memmap', span: Span): Place => ({
    kind: area,
    name,
    address: rangeText(span),
    order: span.start,
    live: livenessOf(state, area, span),
  });
  const { kasanShadow } = machine;
  const shadow = kasanShadow === null ? null : spanOf(kasanShadow);
  const places = [
    ...sections.flatMap(({ name, identity }) =>
      identity === null ? [] : [range(name, 'identity', identity)],
    ),
    ...(shadow === null ? [] : [landmark('KASAN shadow', shadow.start, rangeText(shadow))]),
    landmark('vmemmap', Number(machine.vmemmapStart) - 0.5, machine.vmemmapStart),
    ...sections.flatMap(({ name, memmap }) =>
      memmap === null ? [] : [range(`memmap of ${name}`, 'memmap', memmap)],
    ),
    landmark('VMALLOC_START', Number(machine.vmallocStart)),
  ].sort((a, b) => a.order - b.order);
  return (
    <ol class="address-space">
      {places.map(({ kind, name, address, live }) => (
        <li key={`${kind} ${name}`} class={`${kind} ${live.startsWith('live') ? 'live' : ''}`}>
          <b>{name}</b>
          <code>{address}</code>
          {live === '' ? null : <span>{live}</span>}
        </li>
      ))}
    </ol>
  );
}
