import { functionLabel } from "../../../infra/local/runtime/function-host.ts";
import type { FunctionModel, Model, RoleModel } from "../../../infra/local/template/model.ts";

/** Where the copy finds Strava, so that its calls are told apart too. */
export const parameterOf = (label: string) => `/stridewell/strava/${label}`;

/**
 * The model in which a function that works off several queues is one for each of them, with a process and
 * a role of its own: so all that it does is counted by the queue that it does it for. The first keeps the
 * function as it is, each other has a copy that is named after its queue.
 */
export function oneForEachQueue(model: Model): Model {
  const functions: FunctionModel[] = [...model.functions];
  const roles: RoleModel[] = [...model.roles];
  const taken = new Set<string>();
  const queueSources = model.queueSources.map((source) => {
    const fn = model.functions.find(({ arn }) => arn === source.functionArn);
    const queue = model.queues.find(({ arn }) => arn === source.queueArn);
    const role = model.roles.find(({ arn }) => arn === fn?.roleArn);
    if (fn === undefined || queue === undefined || role === undefined) return source;
    if (!taken.has(fn.arn)) {
      taken.add(fn.arn);
      return source;
    }
    const label = functionLabel(queue).replace(/Queue$/, "");
    const arn = `${fn.arn}-${label}`;
    const roleArn = `${role.arn}-${label}`;
    const strava = fn.environment["STRAVA_PARAMETER"] ?? "";
    const environment = {
      ...fn.environment,
      POWERTOOLS_SERVICE_NAME: label,
      STRAVA_PARAMETER: parameterOf(label),
    };
    functions.push({ ...fn, name: `${fn.name}-${label}`, arn, roleArn, environment });
    roles.push({
      ...role,
      arn: roleArn,
      statements: role.statements.map((one) => ({
        ...one,
        resources: one.resources.map((resource) =>
          resource.endsWith(`:parameter${strava}`)
            ? resource.replace(strava, parameterOf(label))
            : resource,
        ),
      })),
    });
    return { ...source, functionArn: arn };
  });
  return { ...model, functions, roles, queueSources };
}
