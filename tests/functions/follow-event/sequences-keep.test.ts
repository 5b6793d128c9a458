import { proveSequences } from "./prove-sequences.ts";

proveSequences("keep");
