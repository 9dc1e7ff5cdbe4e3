/**
 * Exact decimal numbers, as Python's `decimal` has them.
 *
 * Figures are literals of any length, and whether two of them agree is asked digit by digit; binary floats would say that
 * 0.3 and 0.1 + 0.2 differ, and lose the end of a long integer.
 */

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

export class Decimal {
  /** The number is `digits` × 10^`exponent`. */
  private constructor(
    readonly digits: bigint,
    readonly exponent: number,
  ) {}

  /** The number that a text writes; `null` if it writes none. */
  static parse(text: string): Decimal | null {
    const match = NUMBER.exec(text.trim());
    if (!match || !(match[2] || match[3])) return null;
    const [, sign, whole = "", fraction = "", exponent = "0"] = match;
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === "-" ? -digits : digits, Number(exponent) - fraction.length);
  }

  /** One in a certain place: 10^`exponent`. */
  static power(exponent: number): Decimal {
    return new Decimal(1n, exponent);
  }

  get isZero(): boolean {
    return this.digits === 0n;
  }

  get isNegative(): boolean {
    return this.digits < 0n;
  }

  get abs(): Decimal {
    return this.isNegative ? new Decimal(-this.digits, this.exponent) : this;
  }

  /** The place of its first digit: 2 for 123, −3 for 0.0012. */
  get adjusted(): number {
    return String(this.abs.digits).length - 1 + this.exponent;
  }

  /** How many digits it has without zeros at the end. */
  get significant(): number {
    return this.isZero ? 1 : String(this.abs.digits).replace(/0+$/, "").length;
  }

  /** Times ten to that power. */
  scaled(power: number): Decimal {
    return new Decimal(this.digits, this.exponent + power);
  }

  times(factor: bigint): Decimal {
    return new Decimal(this.digits * factor, this.exponent);
  }

  minus(other: Decimal): Decimal {
    const [a, b, exponent] = this.aligned(other);
    return new Decimal(a - b, exponent);
  }

  plus(other: Decimal): Decimal {
    return this.minus(new Decimal(-other.digits, other.exponent));
  }

  /** Below zero if it is less than the other, 0 if equal, above zero if more. */
  compare(other: Decimal): number {
    const [a, b] = this.aligned(other);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** It divided by another, cut off to a whole number; and whether nothing is left over. */
  dividedBy(other: Decimal): { whole: Decimal; isWhole: boolean } {
    const [a, b] = this.aligned(other);
    return { whole: new Decimal(a / b, 0), isWhole: a % b === 0n };
  }

  multiply(other: Decimal): Decimal {
    return new Decimal(this.digits * other.digits, this.exponent + other.exponent);
  }

  /** Rounded to so many decimals, a half to the even digit. */
  rounded(places: number): Decimal {
    const cut = -places - this.exponent;
    if (cut <= 0) return new Decimal(this.digits * 10n ** BigInt(-cut), -places);
    const unit = 10n ** BigInt(cut);
    const size = this.abs.digits;
    const rest = (size % unit) * 2n;
    let kept = size / unit;
    if (rest > unit || (rest === unit && kept % 2n === 1n)) kept += 1n;
    return new Decimal(this.isNegative ? -kept : kept, -places);
  }

  /** In full, with commas between thousands. */
  toString(): string {
    const places = Math.max(0, -this.exponent);
    const size = String(this.abs.digits * 10n ** BigInt(Math.max(0, this.exponent))).padStart(places + 1, "0");
    const whole = size.slice(0, size.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
    return (this.isNegative ? "-" : "") + whole + (places ? `.${size.slice(-places)}` : "");
  }

  private aligned(other: Decimal): [bigint, bigint, number] {
    const exponent = Math.min(this.exponent, other.exponent);
    const raised = (number: Decimal): bigint => number.digits * 10n ** BigInt(number.exponent - exponent);
    return [raised(this), raised(other), exponent];
  }
}
