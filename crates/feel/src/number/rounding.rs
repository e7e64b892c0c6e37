//! Rounding to a number of digits after the point (DMN 1.5, 10.3.4.5).
use super::{Number, wide::pow10};

/// Where a number between two neighbours goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    HalfUp,
    HalfDown,
    HalfEven,
    Floor,
    Ceiling,
}

impl Number {
    /// Rounds to `scale` digits after the point; a negative scale rounds to tens, hundreds…
    ///
    /// `None` when the scale is outside what a number can have.
    pub fn round(self, scale: i32, rounding: Rounding) -> Option<Number> {
        if !(-6111..=6176).contains(&scale) {
            return None;
        }
        let excess = i32::from(self.scale) - scale;
        if excess <= 0 || self.is_zero() {
            return Some(self);
        }
        let coefficient = self.coefficient();
        // Beyond 38 digits everything is rest, and less than half of a unit.
        let (quotient, rest, half) = match pow10(excess as u32) {
            Some(power) => (coefficient / power, coefficient % power, power / 2),
            None => (0, coefficient, u128::MAX),
        };
        let up = rest != 0
            && match rounding {
                Rounding::Up => true,
                Rounding::Down => false,
                Rounding::HalfUp => rest >= half,
                Rounding::HalfDown => rest > half,
                Rounding::HalfEven => rest > half || (rest == half && quotient % 2 == 1),
                Rounding::Floor => self.negative,
                Rounding::Ceiling => !self.negative,
            };
        Number::rounded(quotient + u128::from(up), scale, self.negative)
    }

    pub fn floor(self) -> Option<Number> {
        self.round(0, Rounding::Floor)
    }

    pub fn ceiling(self) -> Option<Number> {
        self.round(0, Rounding::Ceiling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(text: &str, scale: i32, rounding: Rounding) -> String {
        Number::parse(text).unwrap().round(scale, rounding).unwrap().to_string()
    }

    #[test]
    fn half_down_looks_at_all_digits() {
        assert_eq!(round("2.55", 0, Rounding::HalfDown), "3");
        assert_eq!(round("1.2355", 2, Rounding::HalfDown), "1.24");
        assert_eq!(round("2.5", 0, Rounding::HalfDown), "2");
        assert_eq!(round("-2.5", 0, Rounding::HalfDown), "-2");
    }

    #[test]
    fn every_mode() {
        use Rounding::*;
        for (mode, expected) in [
            (Up, ["6", "3", "2", "-2", "-3", "-6"]),
            (Down, ["5", "2", "1", "-1", "-2", "-5"]),
            (HalfUp, ["6", "3", "1", "-1", "-3", "-6"]),
            (HalfDown, ["5", "2", "1", "-1", "-2", "-5"]),
            (HalfEven, ["6", "2", "1", "-1", "-2", "-6"]),
            (Floor, ["5", "2", "1", "-2", "-3", "-6"]),
            (Ceiling, ["6", "3", "2", "-1", "-2", "-5"]),
        ] {
            let given = ["5.5", "2.5", "1.1", "-1.1", "-2.5", "-5.5"];
            assert_eq!(given.map(|text| round(text, 0, mode)), expected, "{mode:?}");
        }
    }

    #[test]
    fn tens_and_far_digits() {
        assert_eq!(round("1250", -2, Rounding::HalfEven), "1200");
        assert_eq!(round("49", -2, Rounding::Up), "100");
        assert_eq!(round("1e-40", 0, Rounding::Ceiling), "1");
        assert_eq!(round("1e-40", 0, Rounding::HalfUp), "0");
    }
}
