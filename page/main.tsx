/** Entry point: renders the embedded counterexample with the panels of its subject, or follows a job. */
import { render } from 'preact';
import type { PanelKit as KitName } from '../src/subject/page.ts';
import { App } from './app.tsx';
import { readDocument } from './document.ts';
import { fields } from './fields/kit.tsx';
import { followJob, followSwarm } from './job.ts';
import type { PanelKit } from './panels.ts';
import './style.css';
import { pageTables } from './vmem/kit.tsx';

const kits: Readonly<Record<KitName, PanelKit>> = { 'page-tables': pageTables, fields };

const place = document.getElementById('page');
if (place !== null) void draw(place);

/** Until the document is read, or if the browser cannot read it, the story is shown as text. */
async function draw(place: HTMLElement): Promise<void> {
  const shown = await readDocument();
  place.replaceChildren();
  render(<App document={shown} kit={kits[shown.panels]} home={place.dataset['home']} />, place);
}

const job = document.getElementById('job');
const events = job?.dataset['events'];
if (job !== null && events !== undefined) followJob(job, events);
const swarm = document.getElementById('swarm');
const swarmEvents = swarm?.dataset['events'];
if (swarm !== null && swarmEvents !== undefined) followSwarm(swarm, swarmEvents);
