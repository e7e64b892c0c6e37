//! The four operations, remainder and order.
use std::{cmp::Ordering, ops::Neg};

use super::{
    DIGITS, Number,
    wide::{digits, pow10, wide, wide_pow10},
};

impl Number {
    pub fn checked_add(self, other: Number) -> Option<Number> {
        if self.scale == other.scale {
            return Number::sum(
                self.coefficient(),
                self.negative,
                other.coefficient(),
                other.negative,
                self.scale.into(),
            );
        }
        let (fine, coarse) = if self.scale > other.scale { (self, other) } else { (other, self) };
        if coarse.is_zero() {
            return Some(fine);
        }
        if fine.is_zero() {
            return Some(coarse);
        }
        let gap = (i32::from(fine.scale) - i32::from(coarse.scale)) as u32;
        if let Some(aligned) = pow10(gap).and_then(|power| coarse.coefficient().checked_mul(power))
            && aligned >> 126 == 0
        {
            return Number::sum(aligned, coarse.negative, fine.coefficient(), fine.negative, fine.scale.into());
        }
        Number::wide_sum(coarse, fine, gap)
    }

    fn sum(left: u128, left_negative: bool, right: u128, right_negative: bool, scale: i32) -> Option<Number> {
        if left_negative == right_negative {
            return Number::rounded(left + right, scale, left_negative);
        }
        match left.cmp(&right) {
            Ordering::Equal => Some(Number::exact(0, scale.max(0) as i16, false)),
            Ordering::Greater => Number::rounded(left - right, scale, left_negative),
            Ordering::Less => Number::rounded(right - left, scale, right_negative),
        }
    }

    /// Invariant: neither operand is zero.
    fn wide_sum(coarse: Number, fine: Number, gap: u32) -> Option<Number> {
        // 36 digits more than the coarse one has decide the rounding; a finer operand only sticks.
        let free = 74 - digits(coarse.coefficient());
        let shift = gap.min(free);
        let left = wide(coarse.coefficient()) * wide_pow10(shift);
        let (right, sticky) = match gap - shift {
            0 => (wide(fine.coefficient()), false),
            drop => match pow10(drop) {
                Some(power) => (wide(fine.coefficient() / power), !fine.coefficient().is_multiple_of(power)),
                None => (wide(0), true),
            },
        };
        let scale = i32::from(coarse.scale) + shift as i32;
        if coarse.negative == fine.negative {
            return Number::rounded_wide(left + right, scale, coarse.negative, sticky);
        }
        if left == right && !sticky {
            return Some(Number::ZERO);
        }
        if left < right {
            return Number::rounded_wide(right - left, scale, fine.negative, sticky);
        }
        // What was cut off is subtracted too: borrow one, and the rest sticks.
        let borrow = wide(u128::from(sticky));
        Number::rounded_wide(left - right - borrow, scale, coarse.negative, sticky)
    }

    pub fn checked_sub(self, other: Number) -> Option<Number> {
        self.checked_add(-other)
    }

    pub fn checked_mul(self, other: Number) -> Option<Number> {
        let scale = i32::from(self.scale) + i32::from(other.scale);
        let negative = self.negative != other.negative;
        if self.high == 0 && other.high == 0 {
            return Number::rounded(u128::from(self.low) * u128::from(other.low), scale, negative);
        }
        Number::rounded_wide(wide(self.coefficient()) * wide(other.coefficient()), scale, negative, false)
    }

    /// The quotient; `None` when `other` is zero.
    pub fn checked_div(self, other: Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(Number::ZERO);
        }
        let negative = self.negative != other.negative;
        let scale = i32::from(self.scale) - i32::from(other.scale);
        let (dividend, divisor) = (self.coefficient(), other.coefficient());
        // Percents and units of money: dividing by a power of ten moves the point.
        if other.high == 0 && is_power_of_ten(other.low) {
            return Number::rounded(dividend, scale + other.low.ilog10() as i32, negative);
        }
        if dividend % divisor == 0 && scale >= 0 {
            return Number::rounded(dividend / divisor, scale, negative);
        }
        let more = (DIGITS + 2 + digits(divisor)).saturating_sub(digits(dividend));
        if let Some(scaled) = pow10(more).and_then(|power| dividend.checked_mul(power)) {
            let (quotient, rest) = (scaled / divisor, scaled % divisor);
            return Number::quotient(quotient, scale, more, negative, rest != 0);
        }
        let (quotient, rest) = (wide(dividend) * wide_pow10(more)).div_rem(wide(divisor));
        let [low, high, ..] = *quotient.digits();
        Number::quotient(u128::from(high) << 64 | u128::from(low), scale, more, negative, !rest.is_zero())
    }

    /// Rounds a quotient of 36 or 37 digits; an exact one gives back the zeros it was extended by.
    fn quotient(quotient: u128, scale: i32, more: u32, negative: bool, sticky: bool) -> Option<Number> {
        let (mut quotient, mut more) = (quotient, more);
        if !sticky {
            while more > 0 && quotient.is_multiple_of(10) {
                quotient /= 10;
                more -= 1;
            }
        }
        Number::rounded_sticky(quotient, scale + more as i32, negative, sticky)
    }

    /// `self - other × floor(self / other)`: the sign is that of `other` (DMN 1.5, 10.3.4.5 modulo).
    pub fn checked_modulo(self, other: Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        let scale = self.scale.max(other.scale);
        let align = |number: Number| {
            pow10((i32::from(scale) - i32::from(number.scale)) as u32)
                .and_then(|power| number.coefficient().checked_mul(power))
        };
        let rest = match (align(self), align(other)) {
            (Some(left), Some(right)) => Number::rounded(left % right, scale.into(), self.negative)?,
            _ => {
                let floor = self.checked_div(other)?.floor()?;
                return self.checked_sub(other.checked_mul(floor)?);
            }
        };
        if rest.is_zero() || self.negative == other.negative { Some(rest) } else { rest.checked_add(other) }
    }
}

fn is_power_of_ten(number: u64) -> bool {
    matches!(number, 1 | 10 | 100 | 1000 | 10_000 | 100_000 | 1_000_000)
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number { negative: !self.negative, ..self }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => magnitude(*self, *other),
            (true, true) => magnitude(*other, *self),
        }
    }
}

fn magnitude(left: Number, right: Number) -> Ordering {
    if left.scale == right.scale {
        return left.coefficient().cmp(&right.coefficient());
    }
    if left.is_zero() || right.is_zero() {
        return right.is_zero().cmp(&left.is_zero());
    }
    let top = |number: Number| digits(number.coefficient()) as i32 - i32::from(number.scale);
    // Equal leading powers bound the gap of the scales by 34.
    top(left).cmp(&top(right)).then_with(|| {
        let scale = left.scale.max(right.scale);
        let align = |number: Number| {
            wide(number.coefficient()) * wide_pow10((i32::from(scale) - i32::from(number.scale)) as u32)
        };
        align(left).cmp(&align(right))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn rounds_to_34_digits_half_even() {
        let third = number("1").checked_div(number("3")).unwrap();
        assert_eq!(third.to_string(), format!("0.{}", "3".repeat(34)));
        let two_thirds = number("2").checked_div(number("3")).unwrap();
        assert_eq!(two_thirds.to_string(), format!("0.{}7", "6".repeat(33)));
        let nines = number(&"9".repeat(34));
        assert_eq!(nines.checked_mul(nines).unwrap().to_string(), format!("{}8{}", "9".repeat(33), "0".repeat(34)));
        // 10^34 + 0.5 and 10^34 - 1e-40 are decided by digits far behind.
        assert_eq!(number("1e34").checked_add(number("0.5")), Some(number("1e34")));
        assert_eq!(number("1e34").checked_sub(number("1e-40")), Some(number("1e34")));
    }

    #[test]
    fn exact_quotients_stay_short() {
        for (left, right, quotient) in [("1", "8", "0.125"), ("10", "4", "2.5"), ("100", "0.5", "200"), ("7", "7", "1")]
        {
            assert_eq!(number(left).checked_div(number(right)).unwrap().to_string(), quotient);
        }
        assert_eq!(number("1").checked_div(Number::ZERO), None);
    }

    #[test]
    fn overflow_is_none() {
        let large = number("9e6144");
        assert_eq!(large.checked_mul(large), None);
        assert_eq!(large.checked_add(large), None);
        assert_eq!(number("1e-6000").checked_mul(number("1e-6000")), Some(Number::ZERO));
    }

    #[test]
    fn modulo_has_the_sign_of_the_divisor() {
        for (left, right, rest) in [
            ("12", "5", "2"),
            ("-12", "5", "3"),
            ("12", "-5", "-3"),
            ("-12", "-5", "-2"),
            ("10.1", "4.5", "1.1"),
            ("-10.1", "4.5", "3.4"),
        ] {
            assert_eq!(number(left).checked_modulo(number(right)).unwrap(), number(rest), "{left} {right}");
        }
    }

    #[test]
    fn order_is_by_value() {
        let sorted =
            ["-1e30", "-2", "-1.5", "-1e-30", "0.0", "1e-30", "0.9", "1.00", "1.01", "1e33", "1e34"].map(number);
        for (at, left) in sorted.iter().enumerate() {
            for (other, right) in sorted.iter().enumerate() {
                assert_eq!(left.cmp(right), at.cmp(&other), "{left} {right}");
            }
        }
    }

    proptest! {
        #[test]
        fn small_numbers_behave_like_integers(a in -1_000_000_000_000i64..1_000_000_000_000, b in -1_000_000i64..1_000_000, s in 0u32..6, t in 0u32..6) {
            let (x, y) = (Number::from_scaled(a, s), Number::from_scaled(b, t));
            let up = |value: i64, scale: u32| i128::from(value) * 10i128.pow(10 - scale);
            prop_assert_eq!(x.checked_add(y), Number::checked_from_i128(up(a, s) + up(b, t), 10));
            prop_assert_eq!(x.cmp(&y), up(a, s).cmp(&up(b, t)));
            prop_assert_eq!(x.checked_mul(y), Number::checked_from_i128(i128::from(a) * i128::from(b), (s + t) as i32));
            if b != 0 {
                let rest = up(a, s).rem_euclid(up(b, t).abs());
                let rest = if b < 0 && rest != 0 { rest - up(b, t).abs() } else { rest };
                prop_assert_eq!(x.checked_modulo(y), Number::checked_from_i128(rest, 10));
                prop_assert_eq!(x.checked_mul(y).unwrap().checked_div(y), Some(x));
            }
        }

        #[test]
        fn text_round_trip(high in any::<i64>(), low in 0u64..1_000_000_000_000_000, scale in 0i32..40) {
            let number = Number::checked_from_i128(i128::from(high) * 1_000_000_000_000_000 + i128::from(low), scale).unwrap();
            prop_assert_eq!(Number::parse(&number.to_string()), Some(number));
        }
    }
}
