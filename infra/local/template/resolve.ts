import type { Json, Template } from "./assembly.ts";
import { type Named, type Place, type ResourceType, resourceType } from "./resource-types.ts";

/** Records why a template can't be run here. `at` is a logical id and the path in it. */
export type Refuse = (at: string, why: string) => void;

/** Its answers count only if nothing was refused. */
export interface Resolver {
  /** The value with every intrinsic resolved. */
  readonly value: (value: Json, at: string) => Json;
  readonly ref: (name: string, at: string) => string;
  readonly attribute: (logicalId: string, attribute: string, at: string) => string;
}

/** Resolves Ref, Fn::GetAtt, Fn::Sub of text and Fn::Join; refuses every other intrinsic. */
export function makeResolver(template: Template, place: Place, refuse: Refuse): Resolver {
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::Region": place.region,
    "AWS::AccountId": place.accountId,
    "AWS::Partition": place.partition,
    "AWS::URLSuffix": place.urlSuffix,
  };

  function no(at: string, why: string): string {
    refuse(at, why);
    return "";
  }

  function value(input: Json, at: string): Json {
    if (typeof input === "string" && input.includes("{{resolve:")) {
      return no(at, "a {{resolve:…}} reference is not resolved locally");
    }
    if (input === null || typeof input !== "object") return input;
    if (Array.isArray(input)) return input.map((item, index) => value(item, `${at}.${index}`));
    const [[name, argument] = ["", null]] = Object.entries(input);
    if (name === "Ref" || name.startsWith("Fn::")) return answer(name, argument, at);
    return Object.fromEntries(
      Object.entries(input).map(([key, item]) => [key, value(item, `${at}.${key}`)]),
    );
  }

  function answer(name: string, argument: Json, at: string): string {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? ref(argument, at) : malformed(name, at);
      case "Fn::GetAtt":
        return getAtt(argument, at);
      case "Fn::Sub":
        return typeof argument === "string" ? sub(argument, at) : malformed(name, at);
      case "Fn::Join":
        return join(argument, at);
      default:
        return no(at, `${name} is not resolved locally`);
    }
  }

  function malformed(name: string, at: string): string {
    return no(at, `${name} is not of the form that is resolved locally`);
  }

  function ref(name: string, at: string): string {
    if (name.startsWith("AWS::")) {
      return pseudo[name] ?? no(at, `the pseudo parameter ${name} is not resolved locally`);
    }
    const found = find(name, at);
    return found?.type.ref(found.named) ?? "";
  }

  function find(
    logicalId: string,
    at: string,
  ): { readonly type: ResourceType; readonly named: Named } | undefined {
    const resource = template.Resources[logicalId];
    if (resource === undefined) {
      refuse(at, `there is no ${logicalId} in the template`);
      return undefined;
    }
    const type = resourceType(resource.Type);
    // An unknown type is refused once, where it is declared, and not again by each reference to it.
    if (type === undefined) return undefined;
    const property = (key: string): string | undefined => {
      const given = resource.Properties[key];
      return given === undefined
        ? undefined
        : String(value(given, `${logicalId} Properties.${key}`));
    };
    const given = type.nameProperty === undefined ? undefined : property(type.nameProperty);
    const name = given ?? `${place.stackName}-${logicalId}`;
    return { type, named: { name, place, property } };
  }

  function attribute(logicalId: string, name: string, at: string): string {
    const found = find(logicalId, at);
    if (found === undefined) return "";
    const { attributes } = found.type;
    const told = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return told?.(found.named) ?? no(at, `Fn::GetAtt of ${logicalId}.${name} is not known locally`);
  }

  function getAtt(argument: Json, at: string): string {
    const [logicalId, name] = Array.isArray(argument) ? argument : [];
    return typeof logicalId === "string" && typeof name === "string"
      ? attribute(logicalId, name, at)
      : malformed("Fn::GetAtt", at);
  }

  function sub(text: string, at: string): string {
    return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => ref(name, at));
  }

  function join(argument: Json, at: string): string {
    const [delimiter, list] = Array.isArray(argument) ? argument : [];
    if (typeof delimiter !== "string" || !Array.isArray(list)) return malformed("Fn::Join", at);
    return atHome(list.map((item) => String(value(item, at))).join(delimiter));
  }

  /** The API's own address at AWS is built from its parts; here the API is somewhere else. */
  function atHome(text: string): string {
    if (!text.includes(".execute-api.")) return text;
    let home = text;
    for (const [logicalId, { Type: type }] of Object.entries(template.Resources)) {
      if (type !== "AWS::ApiGatewayV2::Api") continue;
      const id = ref(logicalId, logicalId);
      const away = `https://${id}.execute-api.${place.region}.${place.urlSuffix}`;
      home = home.replaceAll(away, place.urls.app);
    }
    return home;
  }

  return { value, ref, attribute };
}
