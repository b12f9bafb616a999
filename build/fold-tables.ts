/**
 * A plugin that replaces `Level.pgd` by the number from a table `export const Level = { pgd: 4, … }
 * as const`. V8 folds neither a module export nor the `var` that a bundler makes of it, and the
 * search reads such tables in every step. Exported names are unique (test/tidy/names.test.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';

type Table = ReadonlyMap<string, number>;

/** The tables that the files of a folder export; all members of a table are numbers. */
function tablesIn(folder: string): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const visitor = new Visitor({
      ExportNamedDeclaration({ declaration }) {
        if (declaration?.type !== 'VariableDeclaration') return;
        for (const { id, init } of declaration.declarations) {
          if (id.type !== 'Identifier' || init?.type !== 'TSAsExpression') continue;
          const table = tableOf(init.expression);
          if (table !== undefined) tables.set(id.name, table);
        }
      },
    });
    visitor.visit(parseSync(file, readFileSync(join(folder, file), 'utf8')).program);
  }
  return tables;
}

function tableOf(object: ESTree.Expression): Table | undefined {
  if (object.type !== 'ObjectExpression') return undefined;
  const table = new Map<string, number>();
  for (const property of object.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') return undefined;
    const { value } = property;
    if (value.type !== 'Literal' || typeof value.value !== 'number') return undefined;
    table.set(property.key.name, value.value);
  }
  return table;
}

/** Folds the tables exported by files of `folders`. */
export function foldTables(...folders: string[]): Plugin {
  const tables = new Map(folders.flatMap((folder) => [...tablesIn(folder)]));
  return {
    name: 'fold-tables',
    enforce: 'post',
    transform(code, id) {
      if (id.includes('/node_modules/')) return null;
      let folded = '';
      let end = 0;
      const visitor = new Visitor({
        MemberExpression({ object, property, start, end: next }) {
          if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
          const value = tables.get(object.name)?.get(property.name);
          if (value === undefined || code[object.end] !== '.') return;
          folded += code.slice(end, start) + value;
          end = next;
        },
      });
      visitor.visit(parseSync(id, code, { lang: 'js' }).program);
      return { code: folded + code.slice(end), map: null };
    },
  };
}
