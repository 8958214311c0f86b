/** The newest record of an export, held against the newest one that was seen before. */
import type { Ecosystem } from "../../model.ts";
import { compareInstants } from "../instant.ts";
import type { Installed } from "./installed.ts";
import { toOlderError } from "./update-error.ts";

/** The newest of many times, RFC 3339; empty while there is none. */
export class Newest {
	#time = "";

	get time(): string {
		return this.#time;
	}

	add(time: string): void {
		// Of one length and both of UTC, they order as text: nearly always, and much faster.
		const isPlain = time.length === this.#time.length && time.endsWith("Z") && this.#time.endsWith("Z");
		if (isPlain ? this.#time < time : compareInstants(this.#time, time) < 0) this.#time = time;
	}
}

/** An ecosystem whose newest record was newer before, with both times. */
interface Regress {
	readonly ecosystem: string;
	readonly offered: string;
	readonly installed: string;
}

export function isOlder(installed: Installed, offered: ReadonlyMap<Ecosystem, string>): boolean {
	return findRegress(installed, offered) !== undefined;
}

/** @throws DatabaseError `database-older` when what is offered is older than what is there */
export function checkNotOlder(installed: Installed, offered: ReadonlyMap<Ecosystem, string>): void {
	const regress = findRegress(installed, offered);
	if (regress !== undefined) throw toOlderError(regress.ecosystem, regress.offered, regress.installed);
}

/**
 * A database that no update made does not say what was seen of an ecosystem: its date counts when it holds nothing but
 * what is offered.
 */
function findRegress({ sync, meta }: Installed, offered: ReadonlyMap<Ecosystem, string>): Regress | undefined {
	if (sync !== null) {
		return sync.ecosystems
			.map(({ ecosystem, newest }) => ({ ecosystem, offered: offered.get(ecosystem) ?? newest, installed: newest }))
			.find((row) => compareInstants(row.offered, row.installed) < 0);
	}
	const all = new Newest();
	for (const time of offered.values()) all.add(time);
	const newest = all.time;
	const isSame = Object.keys(meta.ecosystems).every((ecosystem) => offered.has(ecosystem as Ecosystem));
	if (!isSame || compareInstants(newest, meta.updated) >= 0) return undefined;
	return { ecosystem: [...offered.keys()].join(", "), offered: newest, installed: meta.updated };
}
