/** Number plates: what was typed stays; a tidy spelling and likely slips are only suggested. */

const PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]";
const SERIAL = "[A-HJ-NP-Z0-9]";
const ENERGY = "[ABCDEFGHJK]";
const FORMATS = [
  `${PROVINCE}[A-HJ-NP-Z]${SERIAL}{4}[A-HJ-NP-Z0-9挂学警港澳]`,
  `${PROVINCE}[A-HJ-NP-Z]${ENERGY}${SERIAL}[0-9]{4}`,
  `${PROVINCE}[A-HJ-NP-Z][0-9]{5}${ENERGY}`,
  "[0-9]{6}使",
  `${PROVINCE}[A-Z][0-9]{4}领`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** Half-width capitals without spaces and dots: the same characters spelt otherwise, never other ones. */
export function tidyPlate(text: string): string {
  return text.normalize("NFKC").replace(/[\s·•・‧∙⋅.\u200b-]/g, "").toUpperCase();
}

export function isPlate(tidy: string): boolean {
  return FORMATS.some((format) => format.test(tidy));
}

/** The well-formed plate that slips between O and 0, I and 1 would explain, or null. */
export function likelyPlate(tidy: string): string | null {
  const candidate = tidy.replace(/O/g, "0").replace(/I/g, "1");
  return candidate !== tidy && isPlate(candidate) ? candidate : null;
}
