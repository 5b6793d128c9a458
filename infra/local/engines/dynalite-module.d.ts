declare module "dynalite" {
  import type { Server } from "node:http";

  function dynalite(options: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
  export = dynalite;
}

declare module "dynalite/db/index.js" {
  interface Refusal {
    readonly body: Record<string, unknown>;
  }
  const db: {
    checkConditional(data: Record<string, unknown>, item: unknown): Refusal | null | undefined;
  };
  export = db;
}

declare module "dynalite/validations/putItem.js" {
  const validation: { readonly types: Record<string, object> };
  export = validation;
}

declare module "dynalite/validations/updateItem.js" {
  const validation: { readonly types: Record<string, object> };
  export = validation;
}
