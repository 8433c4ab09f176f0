package org.mattermote.bsp.teavm;

import org.teavm.interop.StaticInit;
import org.teavm.model.AnnotationHolder;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.ValueType;

/** What is changed in every class on its way from bytecode to C. */
final class DeviceTransformer implements ClassHolderTransformer {

    @Override
    public void transformClass(ClassHolder holder, ClassHolderTransformerContext context) {
        NativeBinding.apply(holder);
        boolean library = holder.getName().startsWith("java.");
        for (MethodHolder method : holder.getMethods()) {
            if (method.hasProgram()) {
                if (library) {
                    Throws.apply(method, context.getHierarchy());
                }
                TypedResults.apply(method, context.getHierarchy());
                ShiftMask.apply(method);
                Division.apply(method);
                Equality.apply(method);
            }
        }
        if (!library
                && !holder.getName().startsWith("org.teavm.")
                && holder.getMethod(new MethodDescriptor("<clinit>", ValueType.VOID)) != null) {
            holder.getAnnotations().add(new AnnotationHolder(StaticInit.class.getName()));
        }
    }
}
