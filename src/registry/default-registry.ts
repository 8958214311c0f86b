/// <reference path="./npm-registry-fetch.d.ts" />
/** The registry that npm uses where nothing is configured, as npm's own library has it. */
import defaults from "npm-registry-fetch/lib/default-opts.js";

export const DEFAULT_REGISTRY: string = defaults.registry;
