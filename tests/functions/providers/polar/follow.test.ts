import { afterEach, beforeEach, expect, it } from "vitest";
import { polar } from "../../../../functions/providers/polar/polar.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { polarService } from "../../../../infra/local/polar/polar.ts";
import { makeProviderHouse, type ProviderHouse } from "../../../support/make-provider-house.ts";
import { signedBody } from "../../../support/signed-body.ts";
import { freshTable } from "../../../support/tables.ts";

/* What is particular to Polar, beyond the contract that all services keep. */

const { sign } = signedBody("polar-webhook-signature");
const DAY_MS = 24 * 3_600_000;
let house: ProviderHouse;
let athlete: string;

beforeEach(async () => {
  house = await makeProviderHouse(await freshTable(), polar, polarService);
  athlete = house.control.addAthlete().id;
  await house.connect("ada", athlete);
});
afterEach(() => house.close());

const distances = async () => (await house.runs("ada")).map(({ distanceM }) => distanceM).sort();
const compare = () => {
  house.send({ kind: "reconcile", provider: "polar", runnerId: "ada" });
  return house.drain();
};

it("a runner who withdraws access at Polar and connects again keeps the runs that Polar no longer lists", async () => {
  house.control.addRun(athlete, { distanceM: 5000 });
  house.control.addRun(athlete, { distanceM: 6000 });
  await house.settle();
  house.control.revoke(athlete, false);
  // Polar gives only what is uploaded after a registration, and this ended it.
  house.control.setNote(`user ${athlete}`, null);
  await compare();
  house.clock.advance(DAY_MS);
  expect((await house.connections.look("ada"))?.state.kind).toBe("needs-consent");
  await house.connect("ada", athlete);
  expect(await distances()).toEqual([5000, 6000]);

  const { id } = house.control.addRun(athlete, { distanceM: 7000 });
  await house.settle();
  house.clock.advance(DAY_MS);
  await compare();
  expect(await distances()).toEqual([5000, 6000, 7000]);
  house.control.remove(id);
  await compare();
  expect(await distances()).toEqual([5000, 6000]);
});

it("an event of before, which had to wait or was sent again, takes none of those runs away", async () => {
  const { id } = house.control.addRun(athlete, { distanceM: 5000 });
  await house.settle();
  house.control.revoke(athlete, false);
  house.control.setNote(`user ${athlete}`, null);
  house.clock.advance(DAY_MS);
  await house.connect("ada", athlete);
  const reference = { kind: "activity", accountId: athlete, id, aspect: "create" } as const;
  house.send({ kind: "reference", provider: "polar", reference });
  await house.drain();
  expect(await distances()).toEqual([5000]);
});

it("a runner who connects again and was registered all the time loses a run that they delete at Polar", async () => {
  const { id } = house.control.addRun(athlete, { distanceM: 5000 });
  house.control.addRun(athlete, { distanceM: 6000 });
  await house.settle();
  house.control.revoke(athlete, false);
  house.clock.advance(DAY_MS);
  await house.connect("ada", athlete);
  house.clock.advance(DAY_MS);
  house.control.remove(id);
  await compare();
  expect(await distances()).toEqual([6000]);
});

it.each([
  ["sleep and the like, which Polar may send as well", { event: "SLEEP", user_id: 7 }, 200],
  ["an exercise without its id", { event: "EXERCISE", user_id: 7 }, 400],
])("an event of %s, %o, is answered with %i", async (_, event, status) => {
  // An answer other than 200 for a week makes Polar stop sending.
  const { signatureKey } = JSON.parse(house.secret);
  const from = { provider: "polar", key: "", headers: {}, body: JSON.stringify(event) };
  expect((await house.receive(sign(from, signatureKey))).status).toBe(status);
  expect(house.queue).toEqual([]);
});

it.each([
  ["not signed", (ping: HintRequest) => ping],
  ["signed with the key that is stored", (ping: HintRequest, key: string) => sign(ping, key)],
  // Polar makes a key with each webhook, and tells it only once this ping was answered.
  ["signed with a key of a webhook to come", (ping: HintRequest) => sign(ping, "the next key")],
])("an owner can make Polar's webhook anew: a ping that is %s is answered", async (_, signed) => {
  const { signatureKey } = JSON.parse(house.secret);
  const body = JSON.stringify({ timestamp: "2026-01-05T12:00:00Z", event: "PING" });
  const ping = signed({ provider: "polar", key: "", headers: {}, body }, signatureKey);
  expect(await house.receive(ping)).toEqual({ status: 200, outcome: "polar: ping" });
  expect(house.queue).toEqual([]);
});

it("a runner who leaves one account at Polar can connect another", async () => {
  await house.connections.beginLeaving("ada", house.clock.now());
  await compare();
  expect(await house.connections.look("ada")).toBeNull();
  const other = house.control.addAthlete().id;
  await house.connect("ada", other);
  house.control.addRun(other, { distanceM: 8000 });
  await house.settle();
  expect((await house.connections.look("ada"))?.state.kind).toBe("connected");
  expect(await distances()).toEqual([8000]);
});

it("a runner who leaves an account at Polar can connect the same one again", async () => {
  await house.connections.beginLeaving("ada", house.clock.now());
  await compare();
  await house.connect("ada", athlete);
  house.control.addRun(athlete, { distanceM: 8000 });
  await house.settle();
  expect(await distances()).toEqual([8000]);
});
