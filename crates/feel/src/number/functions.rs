//! Powers, roots, exponentials: computed with 70 digits, rounded to 34.
use fastnum::{
    D256,
    decimal::{Context, Sign},
};

use super::{Number, wide::wide};

impl Number {
    /// The power; `None` when it is not a real number or out of range.
    pub fn checked_pow(self, exponent: Number) -> Option<Number> {
        if exponent.is_zero() {
            return Some(Number::ONE);
        }
        if self.is_zero() {
            return if exponent.is_negative() { None } else { Some(Number::ZERO) };
        }
        match exponent.to_i64() {
            Some(whole) => self.integer_power(whole),
            None if self.is_negative() => None,
            None => self.guarded(exponent)?.map_or(Some(Number::ZERO), |()| {
                let logarithm = self.to_wide().ln();
                Number::from_wide((logarithm * exponent.to_wide()).exp())
            }),
        }
    }

    fn integer_power(self, exponent: i64) -> Option<Number> {
        if self.abs() == Number::ONE {
            return Some(if exponent % 2 == 0 { Number::ONE } else { self.reduced() });
        }
        if self.guarded(Number::from(exponent))?.is_none() {
            return Some(Number::ZERO);
        }
        let (mut power, mut base, mut rest) = (wide_one(), self.to_wide(), exponent.unsigned_abs());
        loop {
            if rest % 2 == 1 {
                power *= base;
            }
            rest /= 2;
            if rest == 0 {
                break;
            }
            base *= base;
        }
        Number::from_wide(if exponent < 0 { wide_one() / power } else { power })
    }

    /// Whether `self^exponent` is in range: `None` too large, `Some(None)` too small.
    #[expect(clippy::option_option, reason = "three outcomes, used in this file only")]
    fn guarded(self, exponent: Number) -> Option<Option<()>> {
        let power = self.log10_estimate() * exponent.to_f64();
        if power > 6146.0 {
            None
        } else if power < -6200.0 {
            Some(None)
        } else {
            Some(Some(()))
        }
    }

    fn log10_estimate(self) -> f64 {
        let reduced = self.reduced();
        (reduced.coefficient() as f64).log10() - f64::from(reduced.scale)
    }

    /// The square root; `None` for a negative number.
    pub fn sqrt(self) -> Option<Number> {
        if self.is_zero() {
            return Some(Number::ZERO);
        }
        if self.negative {
            return None;
        }
        let Number { scale, .. } = self;
        // An even scale makes the root of the coefficient the coefficient of the root.
        let odd = scale.rem_euclid(2);
        let coefficient = wide(self.coefficient()) * wide(10u128.pow(odd as u32));
        let root = D256::from_parts(coefficient, 0, Sign::Plus, context()).sqrt();
        let shift = (scale + odd) / 2;
        let [low, high, upper, top] = *root.digits().digits();
        let root_scale = i32::from(root.fractional_digits_count()) + i32::from(shift);
        Number::rounded_wide(fastnum::U256::from_digits([low, high, upper, top]), root_scale, false, false)
    }

    /// The natural logarithm; `None` unless the number is positive.
    pub fn ln(self) -> Option<Number> {
        if self.is_zero() || self.negative { None } else { Number::from_wide(self.to_wide().ln()) }
    }

    /// e to the power of this number; `None` when out of range.
    pub fn exp(self) -> Option<Number> {
        match self.to_f64() {
            power if power > 14_150.0 => None,
            power if power < -14_280.0 => Some(Number::ZERO),
            _ => Number::from_wide(self.to_wide().exp()),
        }
    }

    fn to_wide(self) -> D256 {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        D256::from_parts(wide(self.coefficient()), -i32::from(self.scale), sign, context())
    }

    fn from_wide(wide: D256) -> Option<Number> {
        if !wide.is_finite() {
            return None;
        }
        Number::rounded_wide(wide.digits(), wide.fractional_digits_count().into(), wide.is_negative(), false)
    }
}

fn context() -> Context {
    Context::default().without_traps()
}

fn wide_one() -> D256 {
    D256::ONE.with_ctx(context())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn powers() {
        for (base, exponent, power) in [
            ("2", "10", "1024"),
            ("2", "-2", "0.25"),
            ("-2", "3", "-8"),
            ("10", "-3", "0.001"),
            ("1.1", "2", "1.21"),
            ("4", "0.5", "2"),
            ("0", "0", "1"),
            ("-1", "1000000001", "-1"),
        ] {
            assert_eq!(
                number(base).checked_pow(number(exponent)).map(|n| n.to_string()),
                Some(power.into()),
                "{base}^{exponent}"
            );
        }
        assert_eq!(number("10").checked_pow(number("10000")), None);
        assert_eq!(number("10").checked_pow(number("-10000")), Some(Number::ZERO));
        assert_eq!(number("-8").checked_pow(number("0.5")), None);
        assert_eq!(number("0").checked_pow(number("-1")), None);
    }

    #[test]
    fn roots_and_logarithms() {
        assert_eq!(number("16").sqrt(), Some(number("4")));
        assert_eq!(number("0.25").sqrt(), Some(number("0.5")));
        assert_eq!(number("2").sqrt(), Some(number("1.414213562373095048801688724209698")));
        assert_eq!(number("1e-31").sqrt(), Some(number("3.162277660168379331998893544432719e-16")));
        assert_eq!(number("-1").sqrt(), None);
        assert_eq!(number("1").exp(), Some(number("2.718281828459045235360287471352662")));
        assert_eq!(number("4").ln(), Some(number("1.386294361119890618834464242916353")));
        assert_eq!(number("0").ln(), None);
        assert_eq!(number("20000").exp(), None);
        assert!(number("14000").exp().is_some());
    }
}
