import { functionLabel } from "../../../infra/local/runtime/function-host.ts";
import type { FunctionModel, Model, RoleModel } from "../../../infra/local/template/model.ts";

/** Where the copy finds Strava, so that its calls can be told apart too. */
export const parameterOf = (label: string) => `/stridewell/strava/${label}`;

/**
 * The model in which a function that serves several queues becomes one function for each, with a process and
 * a role of its own, so that everything it does is counted under the queue it does it for. The first keeps
 * the function as it is; each other one gets a copy named after its queue.
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
