//! A figure of satisfaction: of how many, how many, and who says so.

/// As answers and documents tell the share, beside every figure of it.
pub const SATISFACTION_FORMULA_VI: &str =
    "Số lượt đánh giá 4-5 trên 5 chia cho số lượt đánh giá được tính; khoảng tin cậy Wilson 95 %.";
pub const SATISFACTION_FORMULA_EN: &str = "Ratings of 4 and 5 of 5 over the ratings that count; 95 % Wilson interval.";

/// What the city asks of agents (Kế hoạch 68), 0 to 1.
pub const SATISFACTION_TARGET: f64 = 0.95;

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Citizens,
    SelfAssessed,
    /// Items of the standards checklist, not answers: every one is looked at, there is no interval.
    Inspection,
}

/// One source's figure of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Satisfaction {
    pub facility: String,
    pub source: Source,
    /// Of `size`, those satisfied (or items met).
    pub count: f64,
    /// 0 where everything was set aside.
    pub size: f64,
    /// 95 %, Wilson; `None` where nothing is a sample.
    pub interval: Option<(f64, f64)>,
    /// Ratings that do not count because they came in a burst.
    pub set_aside: u32,
}

impl Source {
    pub const ALL: [Source; 3] = [Self::Citizens, Self::SelfAssessed, Self::Inspection];

    pub fn code(self) -> &'static str {
        match self {
            Self::Citizens => "citizens",
            Self::SelfAssessed => "self_assessed",
            Self::Inspection => "inspection",
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Citizens => "người dân đánh giá (mã QR tại điểm)",
            Self::SelfAssessed => "đơn vị tự báo cáo",
            Self::Inspection => "kiểm tra tại chỗ (số mục đạt trên số mục kiểm tra)",
        }
    }
}

impl Satisfaction {
    /// 0 to 1; `None` where nothing counts.
    pub fn share(&self) -> Option<f64> {
        (self.size > 0.0).then(|| self.count / self.size)
    }
}
