/** Draws a state of named values and lists of values, each before and after the step. */
import { Panel } from '../panel.tsx';
import type { PanelKit, PanelsProps } from '../panels.ts';
import { stateAt } from '../positions.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { rowsOf } from './rows.ts';

export const fields: PanelKit = {
  Panels,
  Legend,
  chanceText: () => '',
  shapeOf: (text) => text,
};

function Panels({ show, position }: PanelsProps) {
  const after = stateAt(show, position);
  const rows = rowsOf(position === 0 ? after : stateAt(show, position - 1), after);
  return (
    <Panel title="State" id="fields" note="before and after the step">
      <ScrollBox label="the fields of the state" follow={position} followed="tr.changed">
        <table class="fields">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col">Changed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, before, after: value, isChanged }) => (
              <tr key={name} data-field={name} class={isChanged ? 'changed' : ''}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{before}</td>
                <td>{isChanged ? <b>{value}</b> : value}</td>
                <td>{isChanged ? 'changed' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

function Legend() {
  return (
    <section aria-labelledby="legend">
      <h2 id="legend">Legend</h2>
      <dl class="legend">
        <div>
          <dt>
            <span class="sample changed">changed</span>
          </dt>
          <dd>Changed by the current step.</dd>
        </div>
        <div>
          <dt>
            <code>[3 … 9]</code>
          </dt>
          <dd>Elements 3 to 9 of a list, with equal values before the step, and after it.</dd>
        </div>
      </dl>
    </section>
  );
}
