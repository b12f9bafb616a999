/** Entry point: renders the embedded counterexample, or follows a job. */
import { render } from 'preact';
import { App } from './app.tsx';
import { readDocument } from './document.ts';
import { followJob } from './job.ts';
import './style.css';

const place = document.getElementById('page');
if (place !== null) void draw(place);

/** Until the document is read, and in a browser that cannot read it, the story is shown as text. */
async function draw(place: HTMLElement): Promise<void> {
  const shown = await readDocument();
  place.replaceChildren();
  render(<App document={shown} home={place.dataset['home']} />, place);
}

const job = document.getElementById('job');
const events = job?.dataset['events'];
if (job !== null && events !== undefined) followJob(job, events);
