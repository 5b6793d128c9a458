import type { Json, Template } from "./assembly.ts";
import { type Named, type Place, physicalName, resourceType } from "./resource-types.ts";

/** Records why a template can't be run here. `at` is a logical id and the path in it. */
export type Refuse = (at: string, why: string) => void;

export interface Resolver {
  /** The value with every intrinsic resolved; undefined for AWS::NoValue and after a refusal. */
  readonly value: (value: Json, at: string) => Json | undefined;
  /** Whether something that has this condition exists. */
  readonly holds: (condition: string | undefined, at: string) => boolean;
  readonly ref: (name: string, at: string) => Json | undefined;
  readonly attribute: (logicalId: string, attribute: string, at: string) => Json | undefined;
}

type JsonObject = { [key: string]: Json };

/** Resolves Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::If and conditions; refuses every other intrinsic. */
export function makeResolver(template: Template, place: Place, refuse: Refuse): Resolver {
  const conditions = new Map<string, boolean>();
  const names = new Map<string, Named>();
  /** What is being resolved right now: asking for it again means a cycle. */
  const open = new Set<string>();

  function once<T>(key: string, at: string, work: () => T): T | undefined {
    if (open.has(key)) {
      refuse(at, `${key} depends on itself`);
      return undefined;
    }
    open.add(key);
    try {
      return work();
    } finally {
      open.delete(key);
    }
  }

  function value(input: Json, at: string): Json | undefined {
    if (typeof input === "string" && input.includes("{{resolve:")) {
      refuse(at, "a {{resolve:…}} reference is not resolved locally");
      return undefined;
    }
    if (input === null || typeof input !== "object") return input;
    if (Array.isArray(input)) {
      return input.flatMap((item, index) => {
        const resolved = value(item, `${at}.${index}`);
        return resolved === undefined ? [] : [resolved];
      });
    }
    const intrinsic = intrinsicOf(input);
    if (intrinsic !== null) return answer(intrinsic.name, intrinsic.argument, at);
    const resolved: JsonObject = {};
    for (const [key, item] of Object.entries(input)) {
      const result = value(item, `${at}.${key}`);
      if (result !== undefined) resolved[key] = result;
    }
    return resolved;
  }

  function answer(name: string, argument: Json, at: string): Json | undefined {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? ref(argument, at) : malformed(name, at);
      case "Fn::GetAtt":
        return getAtt(argument, at);
      case "Fn::Sub":
        return sub(argument, at);
      case "Fn::Join":
        return join(argument, at);
      case "Fn::If":
        return either(argument, at);
      default:
        refuse(at, `${name} is not resolved locally`);
        return undefined;
    }
  }

  function malformed(name: string, at: string): undefined {
    refuse(at, `${name} is malformed`);
    return undefined;
  }

  function ref(name: string, at: string): Json | undefined {
    if (name.startsWith("AWS::")) return pseudo(name, at);
    const parameter = template.Parameters[name];
    if (parameter !== undefined) return parameterValue(name, parameter, at);
    const resource = find(name, at);
    return resource && resourceType(resource.type)?.ref(resource.named);
  }

  function pseudo(name: string, at: string): string | undefined {
    const { partition, region, accountId, stackName } = place;
    switch (name) {
      case "AWS::NoValue":
        return undefined;
      case "AWS::Region":
        return region;
      case "AWS::AccountId":
        return accountId;
      case "AWS::Partition":
        return partition;
      case "AWS::URLSuffix":
        return place.urlSuffix;
      case "AWS::StackName":
        return stackName;
      case "AWS::StackId": {
        const id = "00000000-0000-0000-0000-000000000000";
        return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${id}`;
      }
      default:
        refuse(at, `the pseudo parameter ${name} is not resolved locally`);
        return undefined;
    }
  }

  function parameterValue(
    name: string,
    { Type: type, Default: fallback }: Template["Parameters"][string],
    at: string,
  ): Json | undefined {
    if (type.startsWith("AWS::SSM::Parameter::")) {
      refuse(at, `the parameter ${name} is read from SSM, which is not there locally`);
      return undefined;
    }
    if (fallback === undefined) {
      refuse(at, `the parameter ${name} has no default`);
      return undefined;
    }
    const isList = type === "CommaDelimitedList" || type.startsWith("List<");
    return isList ? String(fallback).split(",") : fallback;
  }

  function find(logicalId: string, at: string): { type: string; named: Named } | undefined {
    const resource = template.Resources[logicalId];
    if (resource === undefined) {
      refuse(at, `there is no ${logicalId} in the template`);
      return undefined;
    }
    if (!holds(resource.Condition, logicalId)) {
      refuse(at, `${logicalId} does not exist, as its condition ${resource.Condition} is false`);
      return undefined;
    }
    const { Type: type, Properties: properties } = resource;
    const known = resourceType(type);
    // An unknown type is refused once, where it is declared, and not again by each reference to it.
    if (known === undefined) return undefined;

    const earlier = names.get(logicalId);
    if (earlier !== undefined) return { type, named: earlier };
    const property = (key: string): string | undefined => {
      const given = properties[key];
      if (given === undefined) return undefined;
      const where = `${logicalId} Properties.${key}`;
      const resolved = once(where, at, () => value(given, where));
      return resolved === undefined ? undefined : String(resolved);
    };
    const given = known.nameProperty === undefined ? undefined : property(known.nameProperty);
    const name = given ?? physicalName(place.stackName, logicalId, known.maxLength ?? 255);
    const named = { logicalId, name, place, property };
    names.set(logicalId, named);
    return { type, named };
  }

  function attribute(logicalId: string, name: string, at: string): Json | undefined {
    const resource = find(logicalId, at);
    if (resource === undefined) return undefined;
    const known = resourceType(resource.type)?.attributes ?? {};
    const told = Object.hasOwn(known, name) ? known[name] : undefined;
    if (told !== undefined) return told(resource.named);
    refuse(at, `Fn::GetAtt of ${logicalId}.${name} (${resource.type}) is not known locally`);
    return undefined;
  }

  function getAtt(argument: Json, at: string): Json | undefined {
    const parts = typeof argument === "string" ? splitOnce(argument) : argument;
    if (!Array.isArray(parts)) return malformed("Fn::GetAtt", at);
    const [logicalId, name] = parts;
    if (typeof logicalId !== "string" || typeof name !== "string") {
      return malformed("Fn::GetAtt", at);
    }
    return attribute(logicalId, name, at);
  }

  function sub(argument: Json, at: string): Json | undefined {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== "string" || !isObject(given)) return malformed("Fn::Sub", at);
    const whole = text.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
      const name = inside.trim();
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      const own = Object.hasOwn(given, name) ? given[name] : undefined;
      const part =
        own !== undefined
          ? value(own, at)
          : name.includes(".") && !name.startsWith("AWS::")
            ? attribute(...splitOnce(name), at)
            : ref(name, at);
      return asText(part, "Fn::Sub", at);
    });
    return atHome(whole);
  }

  function join(argument: Json, at: string): Json | undefined {
    if (!Array.isArray(argument)) return malformed("Fn::Join", at);
    const [delimiter, list] = argument;
    const items = list === undefined ? undefined : value(list, at);
    if (typeof delimiter !== "string" || !Array.isArray(items)) return malformed("Fn::Join", at);
    return atHome(items.map((item) => asText(item, "Fn::Join", at)).join(delimiter));
  }

  function either(argument: Json, at: string): Json | undefined {
    if (!Array.isArray(argument)) return malformed("Fn::If", at);
    const [condition, whenTrue, whenFalse] = argument;
    if (typeof condition !== "string" || whenTrue === undefined || whenFalse === undefined) {
      return malformed("Fn::If", at);
    }
    return value(holds(condition, at) ? whenTrue : whenFalse, at);
  }

  function asText(part: Json | undefined, intrinsic: string, at: string): string {
    if (typeof part === "string") return part;
    if (typeof part === "number" || typeof part === "boolean") return String(part);
    if (part !== undefined) refuse(at, `${intrinsic} holds something that is not text`);
    return "";
  }

  /** CDK's `api.url` builds the AWS address from its parts; here the API is somewhere else. */
  function atHome(text: string): string {
    if (!text.includes(".execute-api.")) return text;
    let home = text;
    for (const [logicalId, { Type: type }] of Object.entries(template.Resources)) {
      if (type !== "AWS::ApiGatewayV2::Api") continue;
      const id = ref(logicalId, logicalId);
      const away = `https://${String(id)}.execute-api.${place.region}.${place.urlSuffix}`;
      home = home.replaceAll(away, place.urls.app);
    }
    return home;
  }

  function holds(condition: string | undefined, at: string): boolean {
    if (condition === undefined) return true;
    const earlier = conditions.get(condition);
    if (earlier !== undefined) return earlier;
    const body = template.Conditions[condition];
    if (body === undefined) {
      refuse(at, `there is no condition ${condition} in the template`);
      return false;
    }
    const where = `Conditions.${condition}`;
    const result = once(where, at, () => truth(body, where)) ?? false;
    conditions.set(condition, result);
    return result;
  }

  function truth(body: Json, at: string): boolean {
    const intrinsic = isObject(body) ? intrinsicOf(body) : null;
    if (intrinsic === null) {
      refuse(at, "a condition must be an intrinsic");
      return false;
    }
    const { name, argument } = intrinsic;
    if (name === "Condition") {
      return typeof argument === "string" && holds(argument, at);
    }
    const parts = Array.isArray(argument) ? argument : [];
    switch (name) {
      case "Fn::Equals": {
        const [left, right] = parts.map((part) => JSON.stringify(value(part, at)));
        return parts.length === 2 && left === right;
      }
      case "Fn::And":
        return parts.every((part) => truth(part, at));
      case "Fn::Or":
        return parts.some((part) => truth(part, at));
      case "Fn::Not":
        return parts.length === 1 && parts.every((part) => !truth(part, at));
      default:
        refuse(at, `${name} is not resolved locally`);
        return false;
    }
  }

  return { value, holds, ref, attribute };
}

function intrinsicOf(input: JsonObject): { name: string; argument: Json } | null {
  const entries = Object.entries(input);
  const found = entries.find(([key]) => key.startsWith("Fn::"));
  const [name, argument] = found ?? entries[0] ?? [];
  if (name === undefined || argument === undefined) return null;
  const lone = entries.length === 1 && (name === "Ref" || isConditionRef(name, argument));
  return found !== undefined || lone ? { name, argument } : null;
}

/** `Condition` is also the name of a block in an IAM statement, but that is never plain text. */
function isConditionRef(name: string, argument: Json): boolean {
  return name === "Condition" && typeof argument === "string";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot + 1)];
}
