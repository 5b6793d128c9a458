import createServer from "dynalite";
import db from "dynalite/db/index.js";
import putItem from "dynalite/validations/putItem.js";
import updateItem from "dynalite/validations/updateItem.js";

/**
 * dynalite, with the one thing added that the stores need and it lacks: a refused write returns the item that
 * made it refuse, if `ReturnValuesOnConditionCheckFailure` asks for it.
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
