/** The document of the page. Panels add fields for their kind of subject. */
import type { PageDocument as AnyPageDocument } from '../src/commands/show/page-document.ts';
import type { Trace } from '../src/subject/trace.ts';

export type { Trace };
export type PageDocument = AnyPageDocument<Trace>;
export type Show = PageDocument['show'];
export type Step = Trace['steps'][number];
export type Operation = Trace['operations'][number];
