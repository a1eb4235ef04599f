use super::StoreError;

/// One field of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    const fn what(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a whole number",
            Self::Real(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer; its fields are taken in their order.
#[derive(Clone, Debug)]
pub struct Row {
    fields: std::vec::IntoIter<Value>,
}

impl From<Vec<Value>> for Row {
    fn from(fields: Vec<Value>) -> Self {
        Self { fields: fields.into_iter() }
    }
}

impl Row {
    /// The fields that were not taken yet.
    pub fn fields(self) -> Vec<Value> {
        self.fields.collect()
    }

    fn next(&mut self) -> Value {
        self.fields.next().unwrap_or(Value::Null)
    }

    /// The next field, which must be text.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn text(&mut self) -> Result<String, StoreError> {
        match self.next() {
            Value::Text(text) => Ok(text),
            other => Err(StoreError::Shape { wanted: "text", found: other.what() }),
        }
    }

    /// The next field, which must be text or nothing.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn maybe_text(&mut self) -> Result<Option<String>, StoreError> {
        match self.next() {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            other => Err(StoreError::Shape { wanted: "text", found: other.what() }),
        }
    }

    /// The next field, which must be a whole number.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn int(&mut self) -> Result<i64, StoreError> {
        self.maybe_int()?.ok_or(StoreError::Shape { wanted: "a whole number", found: "nothing" })
    }

    /// The next field, which must be a whole number or nothing.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn maybe_int(&mut self) -> Result<Option<i64>, StoreError> {
        match self.next() {
            Value::Int(number) => Ok(Some(number)),
            Value::Null => Ok(None),
            other => Err(StoreError::Shape { wanted: "a whole number", found: other.what() }),
        }
    }

    /// The next field, which must be a number or nothing.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn maybe_real(&mut self) -> Result<Option<f64>, StoreError> {
        match self.next() {
            Value::Real(number) => Ok(Some(number)),
            Value::Null => Ok(None),
            other => Err(StoreError::Shape { wanted: "a number", found: other.what() }),
        }
    }

    /// The next field, which must be bytes.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        match self.next() {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(StoreError::Shape { wanted: "bytes", found: other.what() }),
        }
    }
}
