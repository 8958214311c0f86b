/** The letters of a popular name in their order, with other separators, with its scope written out, or with look-alikes for letters. */
import { type NameParts, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import type { Resemblance } from "./imitation.ts";
import { NOT_AN_IMITATION, toShortness, toWordiness } from "./strength.ts";

export function findRespellings(written: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	const same = popular.findJoined(written.joined);
	if (same === undefined) return findLookAlikes(written, popular);
	const meant = toNameParts(same);
	return [meant.scope === undefined ? respell(written, meant, popular) : unscope(written, meant, meant.scope, popular)];
}

function respell(written: NameParts, meant: NameParts, popular: PopularityIndex): Resemblance {
	const more = written.words.length - meant.words.length;
	if (more === 0)
		return { of: meant.name, how: "another separator, capital or sign", strength: 1 - toShortness(meant) };
	if (more < 0) {
		const strength = (meant.joined.length > 7 ? 1.5 : 0.3) - toShortness(meant);
		return { of: meant.name, how: "a separator left out", strength };
	}
	// A cut between two words is how another author might write them; one through a word is not.
	const cutsWords = written.words.some((word) => popular.countWord(word) === 0);
	return { of: meant.name, how: "a separator added", strength: (cutsWords ? 1.3 : 0) - toShortness(meant) };
}

/** From this many names on, `<scope>-…` is how a family names its packages, often since before it had the scope. */
const FAMILY = 3;

function unscope(written: NameParts, meant: NameParts, scope: string, popular: PopularityIndex): Resemblance {
	const how = `its scope @${scope} made part of the name`;
	const prefix = `${scope}-`;
	if (!written.base.startsWith(prefix)) return { of: meant.name, how, strength: 1.3 };
	return { of: meant.name, how, strength: popular.countPrefix(prefix) < FAMILY ? 0.7 : NOT_AN_IMITATION };
}

function findLookAlikes(written: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	return readAgain(written.joined).flatMap((joined): readonly Resemblance[] => {
		const of = popular.findUnscoped(joined);
		if (of === undefined) return [];
		const meant = toNameParts(of);
		const doubt = toWordiness(written.words, written.words.length, popular) + toShortness(meant);
		return [{ of, how: "characters that look alike", strength: 1.6 - doubt }];
	});
}

const PAIRS = [
	["rn", "m"],
	["m", "rn"],
	["vv", "w"],
	["w", "vv"],
] as const;

/** What could have been meant: all digits read as the letters they look like, and each `rn` as `m`, `vv` as `w` and back. */
function readAgain(joined: string): readonly string[] {
	const letters = joined.replaceAll("0", "o").replaceAll("5", "s");
	const readings = [letters.replaceAll("1", "l"), letters.replaceAll("1", "i")];
	for (const [seen, meant] of PAIRS) {
		for (let at = joined.indexOf(seen); at >= 0; at = joined.indexOf(seen, at + 1)) {
			readings.push(joined.slice(0, at) + meant + joined.slice(at + seen.length));
		}
	}
	return readings;
}
