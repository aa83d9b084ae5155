import { expect, test } from "vitest";
import { createSlots } from "../../mock-server/slots.ts";

function customers(...names: readonly string[]) {
  const started: string[] = [];
  const all = names.map((name) => ({ name, start: () => void started.push(name) }));
  return { all, started };
}

test("without a limit every customer starts at once", () => {
  const { all, started } = customers("a", "b", "c");
  const slots = createSlots(Infinity);

  for (const customer of all) slots.enter(customer);

  expect(started).toEqual(["a", "b", "c"]);
  expect([slots.inService(), slots.queued()]).toEqual([3, 0]);
});

test("a freed slot goes to the head of the queue before the call returns", () => {
  const { all, started } = customers("a", "b", "c", "d");
  const slots = createSlots(2);
  for (const customer of all) slots.enter(customer);

  slots.free();

  expect(started).toEqual(["a", "b", "c"]);
  expect([slots.inService(), slots.queued()]).toEqual([2, 1]);
});

test("a customer that left the queue is skipped", () => {
  const { all, started } = customers("a", "b", "c");
  const slots = createSlots(1);
  for (const customer of all) slots.enter(customer);

  for (const customer of all.slice(1, 2)) slots.leaveQueue(customer);
  slots.free();

  expect(started).toEqual(["a", "c"]);
});

test("when the last customer is done, every slot is free again", () => {
  const { all, started } = customers("a", "b");
  const slots = createSlots(1);
  for (const customer of all) {
    slots.enter(customer);
    slots.free();
  }

  expect(started).toEqual(["a", "b"]);
  expect([slots.inService(), slots.queued()]).toEqual([0, 0]);
});

test.for([0, -1, 1.5, Number.NaN])("a capacity of %f is rejected", (capacity) => {
  expect(() => createSlots(capacity)).toThrow(RangeError);
});
