/** Starts the page: puts it in the place of the story that stands there for browsers without scripts. */
import { render } from 'preact';
import { App } from './app.tsx';
import { readDocument } from './document.ts';
import './style.css';

const place = document.getElementById('page');
if (place !== null) {
  place.replaceChildren();
  render(<App document={readDocument()} />, place);
}
