/**
 * What names stand for, as far as the script was read. Nearest last assignment wins, whatever block it is in: a guess
 * that is right for the straight-line code that install scripts are, and that costs one look-up.
 */
import type { Item } from "./values.ts";

/** Text put in place of names, in UTF-16 units for one script: a doubling `x = x + x` ends here. */
const BUDGET = 2_000_000;

export class Scope {
	readonly #names = new Map<string, Item>();
	#budget = BUDGET;

	/** What the name stands for, at its new place; `undefined` when it is not known. */
	use(name: string, at: number): Item | undefined {
		const known = this.#names.get(name);
		if (known === undefined || this.#budget <= 0) return undefined;
		this.#budget -= known.kind === "list" ? known.items.length : known.text.length;
		return { ...known, at };
	}

	set(name: string, value: Item): void {
		if (value.kind === "word" && value.text === name) this.#names.delete(name);
		else this.#names.set(name, value);
	}

	forget(name: string): Item | undefined {
		const known = this.#names.get(name);
		this.#names.delete(name);
		return known;
	}

	/** After `name += value`, where `before` is what the name stood for. */
	append(name: string, before: Item | undefined, value: Item): void {
		if (before?.kind !== "string" || value.kind !== "string") return;
		this.#budget -= value.text.length;
		this.#names.set(name, { ...before, text: before.text + value.text });
	}
}
