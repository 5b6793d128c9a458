import { proveSequences } from "./prove-sequences.ts";

proveSequences("cache");
