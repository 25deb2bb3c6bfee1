package io.mirrorlog.connector;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of an options record: the YAML key is the component's name in lower_snake_case.
 *
 * <p>A component without a default is required unless it is {@code @Nullable}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

    /** What it is, in one short sentence for people: shown by editors. */
    String value();

    /** What stands in for an absent value, as the user would write it in YAML. */
    String orElse() default "";
}
