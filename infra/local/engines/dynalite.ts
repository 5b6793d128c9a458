import createServer from "dynalite";
import db from "dynalite/db/index.js";
import putItem from "dynalite/validations/putItem.js";
import updateItem from "dynalite/validations/updateItem.js";

/**
 * dynalite with the one thing that it lacks of what the stores ask for: a refused write tells the item
 * that it was refused for, where `ReturnValuesOnConditionCheckFailure` says so.
 */
const asked = "ReturnValuesOnConditionCheckFailure";
for (const { types } of [putItem, updateItem]) {
  types[asked] = { type: "String", enum: ["ALL_OLD", "NONE"] };
}
const check = db.checkConditional;
db.checkConditional = (data, item) => {
  const refusal = check(data, item);
  if (refusal && item !== undefined && data[asked] === "ALL_OLD") refusal.body["Item"] = item;
  return refusal;
};

export const dynalite = createServer;
