/** Why something is not affected, in the words of OpenVEX. */

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications */
export const JUSTIFICATIONS = [
	"component_not_present",
	"vulnerable_code_not_present",
	"vulnerable_code_not_in_execute_path",
	"vulnerable_code_cannot_be_controlled_by_adversary",
	"inline_mitigations_already_exist",
] as const;
export type Justification = (typeof JUSTIFICATIONS)[number];

export function isJustification(text: string): text is Justification {
	return JUSTIFICATIONS.some((justification) => justification === text);
}
