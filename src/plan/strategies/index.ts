/** The ways to get rid of findings, in the order they are tried: the first that has a proposal decides. */
import type { Strategy } from "./define.ts";
import { elsewhere } from "./elsewhere.ts";
import { foreign } from "./foreign.ts";
import { install } from "./install.ts";
import { leave } from "./leave.ts";
import { override } from "./override.ts";
import { parentUpgrade } from "./parent-upgrade.ts";
import { prune } from "./prune.ts";
import { rebuildLayer } from "./rebuild-layer.ts";
import { uninstall } from "./uninstall.ts";
import { update } from "./update.ts";

export const STRATEGIES: readonly Strategy[] = [
	rebuildLayer,
	elsewhere,
	prune,
	uninstall,
	foreign,
	install,
	update,
	parentUpgrade,
	override,
	leave,
];
