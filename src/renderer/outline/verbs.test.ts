import { expect, test } from 'vitest';
import { commandFacts } from '../keys/command-list.ts';
import { outlineVerbs, stepMenu } from './verbs.ts';

const canvasCommands = Object.keys(commandFacts).filter((id) => id.startsWith('canvas.'));

test('the outline says of every command of the canvas how it offers it', () => {
  expect(canvasCommands.filter((id) => outlineVerbs[id] === undefined)).toEqual([]);
});

test('the outline names no command that the canvas does not have', () => {
  expect(Object.keys(outlineVerbs).filter((id) => !canvasCommands.includes(id))).toEqual([]);
});

test('what the outline carries out by command stands in the menu of a row, but for leaving', () => {
  const inMenu = new Set<string>(stepMenu.flat());
  const byCommand = Object.keys(outlineVerbs).filter((id) => outlineVerbs[id] === 'command');

  expect(byCommand.filter((id) => !inMenu.has(id))).toEqual(['canvas.up', 'canvas.back']);
});

test('adding, connecting and renaming stand in the menu too', () => {
  expect(stepMenu.flat()).toEqual(expect.arrayContaining(['canvas.add', 'canvas.connect', 'canvas.rename']));
});
