import * as z from "zod";

export const runnerId = z.string().min(1).max(64);
